/**
 * Imported first by every command, and written for old versions too: says in a sentence what would otherwise be a
 * syntax error deep inside a package.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Kube Orrery needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
