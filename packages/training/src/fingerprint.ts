/** 32 bits that change with any number or text that was added, and with their order (FNV-1a; Fowler, Noll & Vo). */
export class Fingerprint {
  #hash = 0x811c9dc5;

  add(number: number): void {
    this.#hash = Math.imul(this.#hash ^ number, 0x01000193);
  }

  /** The characters, and an end, so that 'ab' and 'c' are not 'a' and 'bc'. */
  addText(text: string): void {
    for (let i = 0; i < text.length; i++) this.add(text.charCodeAt(i));
    this.add(-1);
  }

  /** Eight hexadecimal digits. */
  toString(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0');
  }
}
