/** Components that are rendered again when a signal that they read has another value, and signals of their own. */
import { Component, type ComponentType, Fragment as Group, type FunctionComponent, options } from "preact";
import { useMemo } from "preact/hooks";
import { due, forget, isOther, readBy, type Reader, Signal } from "./signals.ts";

type Props = Readonly<Record<string, unknown>>;

/** One of the component's own. */
export function useSignal<T>(value: T): Signal<T>;
/** Of nothing yet. */
export function useSignal<T>(): Signal<T | undefined>;
/** Of what is given the first time. */
export function useSignal<T>(value?: T): Signal<T | undefined> {
  return useMemo(() => new Signal(value), []);
}

/** Where it reads a signal, it is rendered for its parent's sake only with other props. */
function readerOf(type: FunctionComponent<Props>): ComponentType<Props> {
  return class extends Component<Props> implements Reader {
    readonly seen: Reader["seen"] = new Map();
    readonly again = () => isOther(this) && this.forceUpdate();

    told() {
      due.add(this.again);
    }

    override shouldComponentUpdate(next: Props) {
      const names = Object.keys({ ...next, ...this.props });
      return this.seen.size === 0 || names.some((name) => next[name] !== (this.props as Props)[name]);
    }

    override componentWillUnmount() {
      forget(this);
    }

    render(props: Props) {
      return readBy(this, () => type.call(this, props));
    }
  };
}

const readers = new Map<unknown, ComponentType<Props>>();
const before = options.vnode;

options.vnode = (vnode) => {
  const { type } = vnode;
  if (typeof type === "function" && type !== Group && !type.prototype?.render) {
    if (!readers.has(type)) readers.set(type, readerOf(type as FunctionComponent<Props>));
    vnode.type = readers.get(type) as ComponentType;
  }
  before?.(vnode);
};
