/**
 * What all lists have in common: query parameters become conditions and an order of a query, and that becomes a page.
 *
 * <p>Rules: property names come from the code only, values are always bound. Repeated values of a parameter mean any of
 * them, blank ones mean that nothing was asked, parameters that nobody knows are passed over as the product does. An
 * unknown sort property, and a value that no row could ever have for its form alone ({@code enabled=maybe}), are answered
 * with 400; an id that is no UUID selects nothing.
 *
 * <p>Not guaranteed: a page and its total are two statements, so rows written in between may show in one only.
 */
package io.keysweep.listing;
