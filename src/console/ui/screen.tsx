import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface ScreenProps {
  readonly title: string;
  /** Where one came from; shown on phones. */
  readonly back?: { readonly href: string; readonly label: string } | undefined;
  /** What one does here, beside the title. */
  readonly actions?: ComponentChildren;
  /** As wide as the window: tables and time. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/** One screen: its title is the window's and its heading's, and has the focus when it is come to. */
export function Screen({ title, back, actions, wide, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Latchstring`;
  }, [title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <main id="main" class={wide ? "screen wide" : "screen"}>
      <header class="screen-head">
        {back && (
          <a class="back" href={back.href}>
            ← {back.label}
          </a>
        )}
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </main>
  );
}

/** Where nothing is yet: what would be here, and how it comes. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
