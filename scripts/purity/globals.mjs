/**
 * The names of the language that the engine may use. It is a list of what is allowed, so that whatever a future version
 * of the language or of a host adds is forbidden until somebody has thought about it.
 */
export const allowedGlobals = new Set([
  ...['undefined', 'NaN', 'Infinity', 'isNaN', 'isFinite', 'parseInt', 'parseFloat'],
  ...[
    'Object',
    'Array',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'Symbol',
    'JSON',
    'RegExp',
    'Reflect',
    'Iterator',
  ],
  ...['Number', 'String', 'Boolean', 'BigInt'],
  ...[
    'Error',
    'TypeError',
    'RangeError',
    'SyntaxError',
    'EvalError',
    'ReferenceError',
    'URIError',
    'AggregateError',
  ],
  ...['ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array'],
  ...['Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
  ...['encodeURIComponent', 'decodeURIComponent', 'encodeURI', 'decodeURI'],
  '__DEV_FREEZE__',
]);

/**
 * What the standard defines exactly. The others (log, exp, pow, sin, hypot, cbrt …) may be approximated, each engine in
 * its own way.
 */
export const allowedMath = new Set([
  ...['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'],
  ...['E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'PI', 'SQRT1_2', 'SQRT2'],
]);

/**
 * Names that are not even allowed for something of one's own: the check looks for names that are declared nowhere in
 * the file, and a parameter of this name would hide the real one elsewhere in it. Also wrong as types.
 */
export const forbiddenNames = new Set([
  ...[
    'Date',
    'Temporal',
    'Intl',
    'Math',
    'Promise',
    'PromiseLike',
    'Awaited',
    'AsyncIterable',
    'AsyncGenerator',
  ],
  ...['globalThis', 'eval', 'Function', 'WeakRef', 'FinalizationRegistry', 'Atomics', 'SharedArrayBuffer'],
  ...[
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'requestAnimationFrame',
    'requestIdleCallback',
  ],
  ...['structuredClone', 'console', 'performance', 'crypto', 'fetch', 'require'],
]);

/** Members that depend on the host's language, or lead to promises, on whatever object they stand. */
export const forbiddenMember =
  /^(toLocale\w*|localeCompare|fromAsync|asyncIterator|asyncDispose|captureStackTrace)$/;
