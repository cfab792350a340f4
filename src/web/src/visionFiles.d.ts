/** Where the WebAssembly of the background blur is served; see visionFiles.ts beside the sources. */
declare const __VISION_FILES__: string;
