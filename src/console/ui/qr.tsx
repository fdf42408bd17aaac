import { useSignal } from "../use-signal.ts";
import type { KeyMessage } from "../api/types.ts";
import { controls } from "./control-texts.ts";
import { Dialog } from "./dialog.tsx";
import { saveFile } from "./save-file.ts";
import "./controls.css";

const PNG_PIXELS = 1_024;

type Code = KeyMessage["qr"];

/** A QR code: always black on white, as cameras want it. */
export function Qr({ code, label = controls.qr }: { readonly code: Code; readonly label?: string }) {
  return (
    <svg class="qr" viewBox={viewBoxOf(code)} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width="100%" height="100%" fill="#fff" />
      <path d={code.path} />
    </svg>
  );
}

const viewBoxOf = ({ size }: Code) => `0 0 ${size} ${size}`;

interface QrActionsProps {
  readonly code: Code;
  /** What stands beneath it when it is printed or shown large, and in the names of files. */
  readonly title: string;
}

/** Show it large; there it is printed, or kept as a file. */
export function QrActions({ code, title }: QrActionsProps) {
  const isLarge = useSignal(false);
  const save = (content: Blob, ending: string) =>
    saveFile(content, `${title.replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "key"}.${ending}`);
  const ways: readonly (readonly [name: string, way: () => void])[] = [
    [controls.print, () => print()],
    ["PNG", () => pngOf(code).then((png) => save(png, "png"))],
    ["SVG", () => save(svgOf(code), "svg")],
  ];
  return (
    <>
      <button type="button" class="plain" onClick={() => (isLarge.value = true)}>
        {controls.showLarge}
      </button>
      {isLarge.value && (
        <Dialog title={title} class="qr-large" onClose={() => (isLarge.value = false)}>
          <Qr code={code} />
          <div class="row">
            {ways.map(([name, way]) => (
              <button key={name} type="button" class="plain" onClick={way}>
                {name}
              </button>
            ))}
          </div>
        </Dialog>
      )}
    </>
  );
}

/** A file of its own. */
function svgOf(code: Code): Blob {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${PNG_PIXELS}" height="${PNG_PIXELS}" viewBox="${viewBoxOf(code)}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/><path d="${code.path}"/></svg>`;
  return new Blob([svg], { type: "image/svg+xml" });
}

/** Drawn from its path: a picture of an SVG would take a policy that lets blobs in. */
function pngOf({ size, path }: Code): Promise<Blob> {
  const canvas = document.createElement("canvas");
  const scale = Math.ceil(PNG_PIXELS / size);
  canvas.width = canvas.height = size * scale;
  const context = canvas.getContext("2d")!;
  context.scale(scale, scale);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, size, size);
  context.fillStyle = "#000";
  context.fill(new Path2D(path)); // oxlint-disable-line no-array-fill-with-reference-type
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture was made"))), "image/png"),
  );
}
