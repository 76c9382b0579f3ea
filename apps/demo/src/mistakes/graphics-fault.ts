/** Whether an error of a backend is about the graphics device; also one that has come from a worker with its name and message. */
export function isGraphicsFault({ name, message }: Error): boolean {
  return name === 'BackendError' && /webgpu[:(]/.test(message);
}
