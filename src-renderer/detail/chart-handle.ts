/** What the view around a large chart may ask of it. */
export interface ChartHandle {
  /** The chart as a picture that says by itself what it shows; `null` where the browser cannot make one. */
  readonly image: () => Promise<Blob | null>;
  /** Gives the focus to the crosshair. */
  readonly focus: () => void;
}
