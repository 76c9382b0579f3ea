// Chooses the graphics device for tests that choose no backend themselves.
import { chooseBackend } from './backend-webgpu.ts';

chooseBackend();
