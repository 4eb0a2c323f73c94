/**
 * A vision network without normalisation of activations that is trained together with its projection, as in Frozen.
 *
 * <p>Begin with {@link dev.graft.adapters.nfresnet.NfResNetAdapter}.
 */
package dev.graft.adapters.nfresnet;
