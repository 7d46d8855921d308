/** Languages of the page. */
export type Lang = "fr" | "en";
