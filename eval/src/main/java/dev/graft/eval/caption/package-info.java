/**
 * The metrics of the COCO caption evaluation (Chen et al. 2015, arXiv 1504.00325), as functions of tokenised captions. They
 * give what the official program gives, also where it differs from the papers.
 */
package dev.graft.eval.caption;
