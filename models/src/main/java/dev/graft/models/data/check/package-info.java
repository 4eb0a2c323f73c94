/**
 * Looks at data before they are used: whether images are there and can be decoded, and what a whole set holds.
 */
package dev.graft.models.data.check;
