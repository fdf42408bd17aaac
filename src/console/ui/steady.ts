import { type Component, createElement, type FunctionComponent } from "preact";

/**
 * A part of a long list: drawn anew when one of its props is another, or a signal that it reads, however often the list is.
 * Elements that are kept for that instead would keep what they stood among, long after it is gone from the screen.
 */
export function steady<P extends object>(Part: FunctionComponent<P>): FunctionComponent<P> {
  return function Steady(this: Component<P>, props: P) {
    this.shouldComponentUpdate = (next) => differ(next, this.props);
    return createElement(Part, props);
  };
}

function differ<P extends object>(a: P, b: P): boolean {
  const names = Object.keys(a) as (keyof P)[];
  return names.length !== Object.keys(b).length || names.some((name) => a[name] !== b[name]);
}
