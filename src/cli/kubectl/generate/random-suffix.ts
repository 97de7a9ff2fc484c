/** Five letters that no name has by accident. Models apimachinery/pkg/util/rand.String. */

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const LENGTH = 5;

export function randomSuffix(): string {
  const numbers = crypto.getRandomValues(new Uint8Array(LENGTH));
  return Array.from(numbers, (number) => LETTERS[number % LETTERS.length]).join('');
}
