/**
 * Data sets of conversations, in which a user and a model take turns: LLaVA's, those with {@code messages}, and questions with
 * responses. Begin at {@link dev.graft.models.data.conversations.ConversationRecords}.
 */
package dev.graft.models.data.conversations;
