package dev.graft.backbones.tokenizer;

/**
 * When a {@code tokenizer.json} is first tried in a process of its own, which may die of it. What is known to end the native library, and
 * with it the process, is refused in any case; a trial finds what is not known.
 */
public enum Trial {
    /**
     * Files with regular expressions, maps of characters or unusual parts, once each: half a second, remembered in the
     * cache by the file's hash. Where no process can be started, a warning says so, and they are opened without.
     */
    OF_UNUSUAL_FILES,
    /** All files, once each. Where no process can be started they are refused: for servers that open what strangers upload. */
    OF_ALL_FILES
}
