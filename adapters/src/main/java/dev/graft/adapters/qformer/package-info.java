/**
 * The querying transformer of BLIP-2 and InstructBLIP, as an adapter and with the heads of its first stage of training:
 * contrast, matching and generation.
 *
 * <p>Begin with {@link dev.graft.adapters.qformer.QFormer}; the heads are in
 * {@link dev.graft.adapters.qformer.ImageTextNetwork}.
 */
package dev.graft.adapters.qformer;
