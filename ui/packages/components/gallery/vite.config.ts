import { defineConfig } from "vite";

/** `npx vite packages/components/gallery` shows the gallery; nothing of it is built into the product. */
export default defineConfig({ root: import.meta.dirname, build: { chunkSizeWarningLimit: 1000 } });
