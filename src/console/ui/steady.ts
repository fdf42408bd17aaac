import { type Component, createElement, type FunctionComponent } from "preact";

/**
 * A part of a long list that has the same props each time: drawn anew when one of its props is another, or a signal that it reads, however often the list is.
 * Elements that are kept for that instead would keep what they stood among, long after it is gone from the screen.
 */
export function steady<P extends object>(Part: FunctionComponent<P>): FunctionComponent<P> {
  return function Steady(this: Component<P>, props: P) {
    this.shouldComponentUpdate = (next) =>
      (Object.keys(next) as (keyof P)[]).some((name) => next[name] !== this.props[name]);
    return createElement(Part, props);
  };
}
