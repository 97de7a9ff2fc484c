/**
 * The arrows of the house: which room may import which. One line per row of the table in the design; a room imports
 * itself, of course. A file in no room may import nothing of ours and be imported by nobody.
 *
 * A room is a folder below src, or a file without its ending. 'engine' stands for all the rooms in it.
 */

const controlLoop = ['engine/client', 'engine/api', 'engine/kernel'];

/** @type {Record<string, string[]>} */
export const arrows = {
  'engine/kernel': [],
  'engine/api': [],
  'engine/etcd': ['engine/kernel'],
  'engine/apiserver': ['engine/api', 'engine/etcd', 'engine/kernel'],
  'engine/client': ['engine/api', 'engine/kernel'],
  'engine/workload': ['engine/api', 'engine/kernel'],
  'engine/network': ['engine/api', 'engine/kernel'],
  'engine/controllers': controlLoop,
  'engine/scheduler': controlLoop,
  'engine/clients': controlLoop,
  'engine/node': [...controlLoop, 'engine/workload', 'engine/network'],
  'engine/cloud': controlLoop,
  'engine/faults': ['engine/kernel'],
  'engine/cluster': ['engine'],
  'engine/invariants': ['engine'],
  'engine/world': ['engine'],
  'engine/door': ['engine'],
  'engine/testing': ['engine'],
  cli: ['engine/api'],
  lessons: ['engine/api', 'cli/http'],
  worker: ['engine', 'lessons', 'bridge/tab'],
  'bridge/server': ['engine', 'cli', 'bridge/tab', 'worker'],
  'bridge/tab': ['worker/protocol', 'engine/api/http'],
  ui: ['worker/protocol', 'engine/api', 'cli', 'lessons', 'bridge/tab'],
};

/** Helpers for tests: seen by tests, benchmarks and scripts, and by no room but itself. */
export const testingRoom = 'engine/testing';

/** The only room that runs under Node. */
export const nodeRoom = 'bridge/server';

/** @param {string} file a path from the root of the project @param {string} room */
export function isIn(file, room) {
  const start = `src/${room}`;
  return file.startsWith(start) && /^(\/|\.tsx?$)/.test(file.slice(start.length));
}

/** @param {string} file @returns {string | undefined} */
export const roomOf = (file) => Object.keys(arrows).find((room) => isIn(file, room));
