/**
 * Go's unstable sort. kubectl sorts Events and pods with it, and what compares as equal comes out in the order that the
 * algorithm happens to leave it in: to print the same lines, it must be the same algorithm. Models Go's sort.Sort (pattern-
 * defeating quicksort, since Go 1.19).
 */

/** A sorted copy. `compare` as for `Array.prototype.sort`. */
export function goSort<T>(items: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  const data = [...items];
  new PatternDefeatingSort(data, compare).sort(0, data.length, bitLength(data.length));
  return data;
}

/** Shorter stretches are sorted by insertion. */
const INSERTION_MAX = 12;
/** From this length on a pivot is the median of nine, and partial insertion may shift. */
const LONG = 50;
const PARTIAL_STEPS = 5;
/** All comparisons of a median of nine went the wrong way. */
const SWAPS_MAX = 12;

type Hint = 'unknown' | 'increasing' | 'decreasing';

function bitLength(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(value);
}

class PatternDefeatingSort<T> {
  private swaps = 0;

  constructor(
    private readonly data: T[],
    private readonly compare: (a: T, b: T) => number,
  ) {}

  private less(i: number, j: number): boolean {
    return this.compare(this.data[i] as T, this.data[j] as T) < 0;
  }

  private swap(i: number, j: number): void {
    const item = this.data[i] as T;
    this.data[i] = this.data[j] as T;
    this.data[j] = item;
  }

  /** From `from` up to `to`, `to` not included. `limit`: how many bad pivots are borne. */
  sort(from: number, to: number, limit: number): void {
    let [a, b, left] = [from, to, limit];
    let [wasBalanced, wasPartitioned] = [true, true];
    while (b - a > INSERTION_MAX) {
      if (left === 0) {
        this.heapSort(a, b);
        return;
      }
      if (!wasBalanced) {
        this.breakPatterns(a, b);
        left -= 1;
      }
      let [pivot, hint] = this.choosePivot(a, b);
      if (hint === 'decreasing') {
        this.reverse(a, b);
        pivot = b - 1 - (pivot - a);
        hint = 'increasing';
      }
      if (wasBalanced && wasPartitioned && hint === 'increasing' && this.partialInsertionSort(a, b)) return;
      if (a > 0 && !this.less(a - 1, pivot)) {
        a = this.partitionEqual(a, b, pivot);
        continue;
      }
      const length = b - a;
      const { middle, wasDone } = this.partition(a, b, pivot);
      wasPartitioned = wasDone;
      wasBalanced = Math.min(middle - a, b - middle) >= Math.floor(length / 8);
      if (middle - a < b - middle) {
        this.sort(a, middle, left);
        a = middle + 1;
      } else {
        this.sort(middle + 1, b, left);
        b = middle;
      }
    }
    this.insertionSort(a, b);
  }

  private insertionSort(a: number, b: number): void {
    for (let i = a + 1; i < b; i += 1) {
      for (let j = i; j > a && this.less(j, j - 1); j -= 1) this.swap(j, j - 1);
    }
  }

  private heapSort(a: number, b: number): void {
    const length = b - a;
    for (let i = Math.floor((length - 1) / 2); i >= 0; i -= 1) this.siftDown(i, length, a);
    for (let i = length - 1; i >= 0; i -= 1) {
      this.swap(a, a + i);
      this.siftDown(0, i, a);
    }
  }

  private siftDown(from: number, to: number, first: number): void {
    for (let root = from; ; ) {
      let child = 2 * root + 1;
      if (child >= to) return;
      if (child + 1 < to && this.less(first + child, first + child + 1)) child += 1;
      if (!this.less(first + root, first + child)) return;
      this.swap(first + root, first + child);
      root = child;
    }
  }

  private partition(a: number, b: number, pivot: number) {
    this.swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (let round = 0; ; round += 1) {
      while (i <= j && this.less(i, a)) i += 1;
      while (i <= j && !this.less(j, a)) j -= 1;
      if (i > j) {
        this.swap(j, a);
        return { middle: j, wasDone: round === 0 };
      }
      this.swap(i, j);
      i += 1;
      j -= 1;
    }
  }

  private partitionEqual(a: number, b: number, pivot: number): number {
    this.swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (;;) {
      while (i <= j && !this.less(a, i)) i += 1;
      while (i <= j && this.less(a, j)) j -= 1;
      if (i > j) return i;
      this.swap(i, j);
      i += 1;
      j -= 1;
    }
  }

  /** True when that was all there was to do. */
  private partialInsertionSort(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < PARTIAL_STEPS; step += 1) {
      while (i < b && !this.less(i, i - 1)) i += 1;
      if (i === b) return true;
      if (b - a < LONG) return false;
      this.swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.less(j, j - 1); j -= 1) this.swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.less(j, j - 1); j += 1) this.swap(j, j - 1);
    }
    return false;
  }

  /** Go's generator is seeded with the length: the same list is always shaken in the same way. */
  private breakPatterns(a: number, b: number): void {
    const length = b - a;
    let random = BigInt(length);
    const mask = (1n << BigInt(bitLength(length))) - 1n;
    const index = a + Math.floor(length / 4) * 2 - 1;
    for (let i = 0; i < 3; i += 1) {
      random ^= BigInt.asUintN(64, random << 13n);
      random ^= random >> 7n;
      random ^= BigInt.asUintN(64, random << 17n);
      const other = Number(random & mask);
      this.swap(index + i, a + (other >= length ? other - length : other));
    }
  }

  private choosePivot(a: number, b: number): [number, Hint] {
    const quarter = Math.floor((b - a) / 4);
    this.swaps = 0;
    let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
    if (b - a >= LONG) {
      [i, j, k] = [this.median(i - 1, i, i + 1), this.median(j - 1, j, j + 1), this.median(k - 1, k, k + 1)];
    }
    const pivot = this.median(i, j, k);
    if (this.swaps === 0) return [pivot, 'increasing'];
    return [pivot, this.swaps === SWAPS_MAX ? 'decreasing' : 'unknown'];
  }

  private median(first: number, second: number, third: number): number {
    let [a, b] = this.ordered(first, second);
    [b] = this.ordered(b, third);
    [a, b] = this.ordered(a, b);
    return b;
  }

  private ordered(a: number, b: number): [number, number] {
    if (!this.less(b, a)) return [a, b];
    this.swaps += 1;
    return [b, a];
  }

  private reverse(a: number, b: number): void {
    for (let [i, j] = [a, b - 1]; i < j; i += 1, j -= 1) this.swap(i, j);
  }
}
