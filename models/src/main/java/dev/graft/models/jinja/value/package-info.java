/**
 * The values that templates compute with, as Python and Jinja have them: what can be done with texts, numbers, lists and
 * dictionaries, and the filters, tests, methods and functions that chat templates use.
 */
package dev.graft.models.jinja.value;
