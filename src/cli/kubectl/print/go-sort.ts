/** Sorting as Go's sort.Sort does, equals included: they end where its pattern-defeating quicksort leaves them. */

type Less<T> = (a: T, b: T) => boolean;

/** Sorts in place. Models sort/zsortinterface.go (pdqsort). */
export function sortAsGo<T>(items: T[], less: Less<T>): void {
  new Sorter(items, less).run();
}

type Hint = 'unknown' | 'increasing' | 'decreasing';

class Sorter<T> {
  constructor(
    private readonly items: T[],
    private readonly isLess: Less<T>,
  ) {}

  run(): void {
    const { length } = this.items;
    this.#pdq(0, length, bitLength(length));
  }

  #less(i: number, j: number): boolean {
    return this.isLess(this.items[i] as T, this.items[j] as T);
  }

  #swap(i: number, j: number): void {
    const { items } = this;
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }

  #pdq(first: number, last: number, limitLeft: number): void {
    let [a, b, limit] = [first, last, limitLeft];
    let wasBalanced = true;
    let wasPartitioned = true;
    for (;;) {
      const length = b - a;
      if (length <= 12) return this.#insertion(a, b);
      if (limit === 0) return this.#heap(a, b);
      if (!wasBalanced) {
        this.#breakPatterns(a, b);
        limit -= 1;
      }
      let [pivot, hint] = this.#choosePivot(a, b);
      if (hint === 'decreasing') {
        this.#reverse(a, b);
        pivot = b - 1 - (pivot - a);
        hint = 'increasing';
      }
      if (wasBalanced && wasPartitioned && hint === 'increasing' && this.#partialInsertion(a, b)) return;
      if (a > 0 && !this.#less(a - 1, pivot)) {
        a = this.#partitionEqual(a, b, pivot);
        continue;
      }
      const [middle, isPartitioned] = this.#partition(a, b, pivot);
      wasPartitioned = isPartitioned;
      const [left, right] = [middle - a, b - middle];
      const balance = Math.floor(length / 8);
      if (left < right) {
        wasBalanced = left >= balance;
        this.#pdq(a, middle, limit);
        a = middle + 1;
      } else {
        wasBalanced = right >= balance;
        this.#pdq(middle + 1, b, limit);
        b = middle;
      }
    }
  }

  #insertion(a: number, b: number): void {
    for (let i = a + 1; i < b; i += 1) {
      for (let j = i; j > a && this.#less(j, j - 1); j -= 1) this.#swap(j, j - 1);
    }
  }

  #heap(a: number, b: number): void {
    const length = b - a;
    for (let i = Math.floor((length - 1) / 2); i >= 0; i -= 1) this.#siftDown(i, length, a);
    for (let i = length - 1; i >= 0; i -= 1) {
      this.#swap(a, a + i);
      this.#siftDown(0, i, a);
    }
  }

  #siftDown(low: number, high: number, first: number): void {
    let root = low;
    for (;;) {
      let child = 2 * root + 1;
      if (child >= high) return;
      if (child + 1 < high && this.#less(first + child, first + child + 1)) child += 1;
      if (!this.#less(first + root, first + child)) return;
      this.#swap(first + root, first + child);
      root = child;
    }
  }

  #partition(a: number, b: number, pivot: number): readonly [number, boolean] {
    this.#swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    while (i <= j && this.#less(i, a)) i += 1;
    while (i <= j && !this.#less(j, a)) j -= 1;
    if (i > j) {
      this.#swap(j, a);
      return [j, true];
    }
    this.#swap(i, j);
    i += 1;
    j -= 1;
    for (;;) {
      while (i <= j && this.#less(i, a)) i += 1;
      while (i <= j && !this.#less(j, a)) j -= 1;
      if (i > j) break;
      this.#swap(i, j);
      i += 1;
      j -= 1;
    }
    this.#swap(j, a);
    return [j, false];
  }

  #partitionEqual(a: number, b: number, pivot: number): number {
    this.#swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (;;) {
      while (i <= j && !this.#less(a, i)) i += 1;
      while (i <= j && this.#less(a, j)) j -= 1;
      if (i > j) return i;
      this.#swap(i, j);
      i += 1;
      j -= 1;
    }
  }

  #partialInsertion(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < 5; step += 1) {
      while (i < b && !this.#less(i, i - 1)) i += 1;
      if (i === b) return true;
      if (b - a < 50) return false;
      this.#swap(i, i - 1);
      for (let j = i - 1; i - a >= 2 && j >= 1 && this.#less(j, j - 1); j -= 1) this.#swap(j, j - 1);
      for (let j = i + 1; b - i >= 2 && j < b && this.#less(j, j - 1); j += 1) this.#swap(j, j - 1);
    }
    return false;
  }

  #breakPatterns(a: number, b: number): void {
    const length = b - a;
    if (length < 8) return;
    let random = BigInt(length);
    const modulus = 2 ** bitLength(length);
    const index = a + Math.floor(length / 4) * 2;
    for (let i = 0; i < 3; i += 1) {
      random ^= (random << 13n) & MASK;
      random ^= random >> 7n;
      random ^= (random << 17n) & MASK;
      let other = Number(random & BigInt(modulus - 1));
      if (other >= length) other -= length;
      this.#swap(index - 1 + i, a + other);
    }
  }

  #choosePivot(a: number, b: number): [number, Hint] {
    const length = b - a;
    const quarter = Math.floor(length / 4);
    let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
    const swaps = { count: 0 };
    if (length >= 8) {
      if (length >= 50) {
        i = this.#median(i - 1, i, i + 1, swaps);
        j = this.#median(j - 1, j, j + 1, swaps);
        k = this.#median(k - 1, k, k + 1, swaps);
      }
      j = this.#median(i, j, k, swaps);
    }
    if (swaps.count === 0) return [j, 'increasing'];
    return [j, swaps.count === 12 ? 'decreasing' : 'unknown'];
  }

  #median(first: number, second: number, third: number, swaps: { count: number }): number {
    let [a, b, c] = [first, second, third];
    const order = (x: number, y: number): [number, number] => {
      if (!this.#less(y, x)) return [x, y];
      swaps.count += 1;
      return [y, x];
    };
    [a, b] = order(a, b);
    [b, c] = order(b, c);
    [a, b] = order(a, b);
    return b;
  }

  #reverse(a: number, b: number): void {
    for (let [i, j] = [a, b - 1]; i < j; i += 1, j -= 1) this.#swap(i, j);
  }
}

const MASK = 2n ** 64n - 1n;

function bitLength(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(value);
}
