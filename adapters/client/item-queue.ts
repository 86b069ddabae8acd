/** What was received and not read: bounded, and held back where something that belongs before it is still on its way. */

export class ItemQueue<T> {
  readonly #limit: number;
  readonly #onRoom: () => void;
  #items: T[] = [];
  /** Items before this one are read. */
  #head = 0;
  /** Place before which readers wait, counted as `#head` is. */
  #heldAt: number | undefined;
  #wasFull = false;
  #ended = false;
  #error: Error | undefined;
  #waiting: { resolve: (result: IteratorResult<T, undefined>) => void; reject: (error: Error) => void }[] = [];

  /** @param onRoom half of it was read after it had been full */
  constructor(limit: number, onRoom: () => void) {
    this.#limit = limit;
    this.#onRoom = onRoom;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  get isFull(): boolean {
    if (this.size < this.#limit) return false;
    this.#wasFull = true;
    return true;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#serve();
  }

  /** What is pushed from now on waits for {@link release}. A second hold takes the place of the first. */
  hold(): void {
    this.#heldAt = this.#items.length;
    this.#serve();
  }

  /** Puts `item` before what waits. */
  release(item: T): void {
    const at = this.#heldAt ?? this.#items.length;
    this.#items.splice(at, 0, item);
    this.#heldAt = undefined;
    this.#serve();
  }

  /** The next item that may be read, or `undefined`. */
  take(): T | undefined {
    if (this.#head >= (this.#heldAt ?? this.#items.length)) return undefined;
    const item = this.#items[this.#head++];
    if (this.#head === this.#items.length || this.#head >= this.#limit) {
      this.#items = this.#items.slice(this.#head);
      if (this.#heldAt !== undefined) this.#heldAt -= this.#head;
      this.#head = 0;
    }
    if (this.#wasFull && this.size <= this.#limit / 2) {
      this.#wasFull = false;
      this.#onRoom();
    }
    return item;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#waiting.length === 0 ? this.take() : undefined;
    if (item !== undefined) return Promise.resolve({ done: false, value: item });
    if (this.#ended) return this.#error ? this.#fail(this.#error) : Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** No more comes. What is there can still be read; what waits for a release cannot. */
  end(error: Error | undefined): void {
    this.#ended = true;
    this.#error = error;
    for (const { resolve, reject } of this.#waiting.splice(0))
      if (error) reject(error);
      else resolve({ done: true, value: undefined });
  }

  /** Once: whoever asks again is told that it is over. */
  #fail(error: Error): Promise<never> {
    this.#error = undefined;
    return Promise.reject(error);
  }

  #serve(): void {
    while (this.#waiting.length > 0) {
      const value = this.take();
      if (value === undefined) return;
      this.#waiting.shift()?.resolve({ done: false, value });
    }
  }
}
