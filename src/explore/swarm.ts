import { spread } from './novelty.js'

/**
 * Whether a walk with this mask, any 32-bit word, may take steps of this kind: of a random half of the kinds, or, under every other mask,
 * of three quarters (swarm testing, Groce and others, 2012). What a walk leaves out it cannot spend its steps on, so walks come to places
 * that even-handed ones do not.
 */
export const isEnabled = (kind: number, mask: number): boolean => spread(kind, mask) % ((mask & 1) === 0 ? 2 : 4) !== 0
