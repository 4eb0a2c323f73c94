/**
 * Data sets of images with what they show: COCO's captions, Karpathy's splits, MiniGPT-4's, Flickr30k's. Begin at
 * {@link dev.graft.models.data.captions.MiniGpt4Format}.
 */
package dev.graft.models.data.captions;
