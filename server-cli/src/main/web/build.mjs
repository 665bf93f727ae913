// Builds the pages when a source is newer than what was built last, so that Maven can run this each
// time. Packages are installed when the lock file changed.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, '../../../target/classes/web/player.html');
const installed = join(here, 'node_modules/.package-lock.json');

function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestIn(folder) {
  return Math.max(
    ...readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.name !== 'node_modules')
      .map((entry) => join(folder, entry.name))
      .map((path) => (statSync(path).isDirectory() ? newestIn(path) : changedAt(path))),
  );
}

function npm(...args) {
  const windows = process.platform === 'win32';
  const { status, error } = spawnSync('npm', args, { cwd: here, stdio: 'inherit', shell: windows });
  if (status !== 0) {
    console.error(`npm ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
    process.exit(1);
  }
}

if (changedAt(installed) < changedAt(join(here, 'package-lock.json'))) {
  npm('ci', '--no-progress', '--loglevel=error');
}
if (changedAt(built) < newestIn(here)) {
  npm('run', '--silent', 'build', '--', '--logLevel', 'warn');
}
