/**
 * What tests of all modules share: the reference data beside a checkout ({@link dev.graft.testsupport.SharedData}), the
 * numbers of other programs ({@link dev.graft.testsupport.GoldenFile}) and how near to them ours must be
 * ({@link dev.graft.testsupport.Closeness}). Nothing here knows a class of Graft's, so that a mistake there cannot hide
 * here.
 */
package dev.graft.testsupport;
