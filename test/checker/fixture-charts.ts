import type { Machine } from '../../src/artifact/machine.js'
import { machineOf } from '../kernel/fixture.js'

/** A machine of twelve states, nested three deep, with edges across borders, loops and a state that is never reached. */
export const NESTED: Machine = machineOf({
  id: 'm',
  initial: 'idle',
  states: {
    idle: { on: { start: 'running', reset: { actions: ['clear'] } } },
    running: {
      initial: 'load',
      entry: 'note',
      exit: ['flush', 'unlock'],
      states: {
        load: { on: { loaded: 'work', broken: '#m.failed' } },
        work: {
          initial: 'fetch',
          states: {
            fetch: { on: { got: 'decode', timeout: [{ target: 'fetch', guard: 'may-retry', reenter: true }, { target: '#m.failed' }] } },
            decode: { on: { decoded: 'execute', malformed: '#m.failed' } },
            execute: { on: { next: { target: 'fetch', actions: ['count'] }, done: { target: '#m.running.store', guard: 'is-complete' } } },
          },
          on: { pause: 'held' },
        },
        held: { on: { resume: 'work', tick: {} } },
        store: { on: { stored: '#m.finished' } },
      },
      on: { cancel: 'cancelled', restart: { target: '.load' } },
    },
    failed: { on: { retry: [{ target: 'running', guard: 'may-retry' }, { target: 'cancelled' }], ignore: '#m.running.work.decode' } },
    cancelled: { type: 'final' },
    finished: { type: 'final' },
    forgotten: { on: { never: 'idle' } },
  },
})

/** A machine with parallel regions, one of which is nested. */
export const REGIONS: Machine = machineOf({
  id: 'm',
  initial: 'off',
  states: {
    off: { on: { power: 'on' } },
    on: {
      type: 'parallel',
      states: {
        light: {
          initial: 'dark',
          states: { dark: { on: { toggle: 'bright' } }, bright: { on: { toggle: 'dark', dim: { target: 'bright', reenter: true } } } },
        },
        sound: {
          initial: 'silent',
          states: {
            silent: { on: { play: 'loud' } },
            loud: { initial: 'low', states: { low: { on: { up: 'high' } }, high: { on: { down: 'low' } } }, on: { mute: 'silent' } },
          },
        },
        watch: { on: { beat: { actions: ['log'] } } },
      },
      on: { power: 'off', fault: { target: 'broken', guard: 'is-hot' } },
    },
    broken: { type: 'final' },
  },
})
