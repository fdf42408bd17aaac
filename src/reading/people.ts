/** Names of those whom keys are for or who made them, as the directory has them now. */
import type { Directory, User } from "../identity/directory.ts";
import { foldText } from "./fold-text.ts";

/** Asked for at once. */
const AT_ONCE = 500;

/** Somebody by the id that the record has; without a user, the id says who. */
export interface Person {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** Everybody that keys name, each once, by a number. */
export class People {
  readonly #numbers = new Map<string, number>();
  readonly #people: Person[] = [];
  /** What is looked for in each. */
  readonly #texts: string[] = [];
  /** Of whom it is to be read who they are. */
  readonly #unread = new Set<number>();

  get size(): number {
    return this.#people.length;
  }

  /** Their number, whether they were named before or not. */
  numberOf(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.#people.length;
    this.#numbers.set(id, number);
    this.#people.push({ id, name: null, email: null });
    this.#texts.push("");
    this.#unread.add(number);
    return number;
  }

  /** Undefined for somebody whom no key names. */
  find(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  person(number: number): Person {
    return this.#people[number]!;
  }

  text(number: number): string {
    return this.#texts[number]!;
  }

  /** Their names or addresses changed, or are gone. */
  forget(id: string): void {
    const number = this.#numbers.get(id);
    if (number === undefined) return;
    this.#people[number] = { id, name: null, email: null };
    this.#texts[number] = "";
    this.#unread.add(number);
  }

  /** Read those that were not. @throws StoreUnavailableError; they are read the next time */
  async read(directory: Pick<Directory, "people">): Promise<void> {
    while (this.#unread.size > 0) {
      const numbers = [...this.#unread].slice(0, AT_ONCE);
      const found = await directory.people(numbers.map((number) => this.#people[number]!.id));
      for (const number of numbers) {
        this.#set(number, found.get(this.#people[number]!.id));
        this.#unread.delete(number);
      }
    }
  }

  #set(number: number, user: User | undefined): void {
    const { id } = this.#people[number]!;
    const parts = [user?.firstName, user?.lastName].filter((part) => typeof part === "string");
    const name = user?.name ?? (parts.length > 0 ? parts.join(" ") : null);
    const email = user?.email ?? null;
    this.#people[number] = { id, name, email };
    this.#texts[number] = foldText([name ?? "", email ?? ""].join("\n"));
  }
}
