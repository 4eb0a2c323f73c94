/** Data sets in archives: WebDataset's tar files. */
package dev.graft.models.data.archives;
