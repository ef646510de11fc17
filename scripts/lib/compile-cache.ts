// Loaded before each file of tests: modules that many of them load are compiled, and stripped of types, once.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../../build/compile-cache', import.meta.url)));
