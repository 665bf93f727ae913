import { defineConfig } from 'vite';

// The server serves index.html for /, player.html for /<path>/, and assets/ for ever: their names
// carry a hash.
export default defineConfig({
  base: '/',
  build: {
    outDir: '../../../target/classes/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: ['index.html', 'player.html'],
    },
  },
});
