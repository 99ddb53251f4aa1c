import { expect, test } from 'vitest';
// @ts-expect-error the tool is plain JavaScript
import { playTour } from '../../tools/tour.mjs';

test('every command of the tour prints what the README shows', () => {
  const { now, fresh, commands } = playTour() as { now: string; fresh: string; commands: number };
  expect(commands).toBeGreaterThan(10);
  expect(fresh).toBe(now);
});
