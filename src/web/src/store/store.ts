/** A value that lives outside React, with listeners. Read it in components through `useStore`. */
export class Store<T> {
  private value: T;
  private readonly listeners = new Set<() => void>();

  constructor(initial: T) {
    this.value = initial;
  }

  get = (): T => this.value;

  set(next: T): void {
    if (Object.is(next, this.value)) return;
    this.value = next;
    for (const listener of [...this.listeners]) listener();
  }

  /** Changes some fields; listeners hear nothing when no field changed. */
  patch(fields: Partial<T>): void {
    const current = this.value as Record<string, unknown>;
    const changed = Object.entries(fields).some(([key, value]) => !Object.is(current[key], value));
    if (changed) this.set({ ...this.value, ...fields });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}
