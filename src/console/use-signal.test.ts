import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { type ComponentChild, h, render } from "preact";
import { useMemo } from "preact/hooks";
import { signal } from "./signals.ts";
import { steady } from "./ui/steady.ts";
import { useSignal } from "./use-signal.ts";

/** As much of a browser's node as is asked of it here. */
class Place {
  readonly childNodes: Place[] = [];
  parentNode: Place | null = null;
  readonly nodeType: number;
  readonly localName: string;
  readonly attributes = [];
  data = "";
  constructor(localName: string, data = "") {
    this.localName = localName;
    this.nodeType = localName === "" ? 3 : 1;
    this.data = data;
  }
  get firstChild(): Place | null {
    return this.childNodes[0] ?? null;
  }
  get nextSibling(): Place | null {
    const all = this.parentNode?.childNodes ?? [];
    return all[all.indexOf(this) + 1] ?? null;
  }
  insertBefore(one: Place, next: Place | null) {
    one.parentNode?.removeChild(one);
    one.parentNode = this;
    this.childNodes.splice(next ? this.childNodes.indexOf(next) : this.childNodes.length, 0, one);
  }
  removeChild(one: Place) {
    this.childNodes.splice(this.childNodes.indexOf(one), 1);
    one.parentNode = null;
  }
  remove() {
    this.parentNode?.removeChild(this);
  }
  get text(): string {
    return this.data + this.childNodes.map(({ text }) => text).join("");
  }
}

let root: Place;
beforeEach(() => {
  root = new Place("main");
  Object.assign(globalThis, {
    document: {
      createElementNS: (_: string, name: string) => new Place(name),
      createTextNode: (data: string) => new Place("", data),
    },
  });
});
afterEach(() => Reflect.deleteProperty(globalThis, "document"));

const shown = (what: ComponentChild) => {
  render(what, root as unknown as Element);
  return root.text;
};
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test("Who reads a signal is rendered again when it has another value, and nobody else is", async () => {
  const name = signal("Ann");
  const rendered = { reader: 0, beside: 0, around: 0 };
  const Reader = ({ greeting }: { readonly greeting: string }) => {
    rendered.reader++;
    return `${greeting} ${name.value}`;
  };
  const Beside = () => {
    rendered.beside++;
    return "!";
  };
  const Around = () => {
    rendered.around++;
    return h("p", null, h(Reader, { greeting: "Hello" }), h(Beside, null));
  };
  assert.equal(shown(h(Around, null)), "Hello Ann!");
  name.value = "Ben";
  await settled();
  assert.equal(root.text, "Hello Ben!");
  assert.deepEqual(rendered, { reader: 2, beside: 1, around: 1 });
  name.value = "Ben";
  await settled();
  assert.equal(rendered.reader, 2);
});

test("For its parent's sake who reads a signal is rendered with other props, and who reads none with any", async () => {
  const times = signal(0);
  const other = signal("x");
  let readers = 0;
  let plain = 0;
  const Reader = ({ given }: { readonly given: string }) => {
    readers++;
    return given + other.value;
  };
  const Plain = () => String(plain++);
  const Parent = () => h("p", null, h(Reader, { given: times.value > 1 ? "b" : "a" }), h(Plain, null));
  shown(h(Parent, null));
  times.value = 1;
  await settled();
  assert.deepEqual([readers, plain], [1, 2]);
  times.value = 2;
  await settled();
  assert.deepEqual([root.text, readers, plain], ["bx2", 2, 3]);
});

test("A component's own signal stays with it, beside its other hooks", async () => {
  let own: { value: number } | undefined;
  const Counter = () => {
    const count = useSignal(1);
    const first = useMemo(() => count.peek(), []);
    own = count;
    return `${first} ${count.value}`;
  };
  assert.equal(shown(h(Counter, null)), "1 1");
  own!.value = 2;
  await settled();
  assert.equal(root.text, "1 2");
  own!.value = 3;
  await settled();
  assert.equal(root.text, "1 3");
});

test("What is no longer shown reads nothing, and what it reads now is all that it is told of", async () => {
  const [which, a, b] = [signal("a"), signal(1), signal(2)];
  let rendered = 0;
  const Reader = () => {
    rendered++;
    return which.value === "a" ? a.value : b.value;
  };
  shown(h(Reader, null));
  which.value = "b";
  await settled();
  assert.equal(root.text, "2");
  a.value = 9;
  await settled();
  assert.equal(rendered, 2);
  shown(null);
  assert.deepEqual(
    [which, a, b].map(({ readers }) => readers.size),
    [0, 0, 0],
  );
  b.value = 9;
  await settled();
  assert.equal(rendered, 2);
});

test("A component that fails leaves no reader behind who reads in its place", () => {
  const one = signal(1);
  const Failing = () => {
    throw new Error(`on purpose ${one.value}`);
  };
  assert.throws(() => shown(h(Failing, null)), /on purpose 1/);
  assert.equal(one.value, 1);
  assert.ok(one.readers.size <= 1);
});

test("A part that is steady is left as it is with the same props, and reads signals all the same", async () => {
  const [times, name] = [signal(0), signal("Ann")];
  let rendered = 0;
  const Part = steady(({ given }: { readonly given: number }) => {
    rendered++;
    return `${given} ${name.value}`;
  });
  const Parent = () => h("p", null, h(Part, { given: Math.floor(times.value / 2) }));
  shown(h(Parent, null));
  times.value = 1;
  await settled();
  assert.equal(rendered, 1);
  times.value = 2;
  await settled();
  name.value = "Ben";
  await settled();
  assert.deepEqual([root.text, rendered], ["1 Ben", 3]);
});
