/** What every host of this package has besides the language itself: browsers, Node and tests. */
declare function queueMicrotask(callback: () => void): void;
