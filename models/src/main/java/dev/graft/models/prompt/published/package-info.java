/** How published systems write their prompts, each named as in {@link dev.graft.models.prompt.published.PublishedFormats}. */
package dev.graft.models.prompt.published;
