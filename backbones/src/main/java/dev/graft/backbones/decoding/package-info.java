/** The choosing of tokens: one after the other for each text, or in a search, for many texts that are written together. */
package dev.graft.backbones.decoding;
