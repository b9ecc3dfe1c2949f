/**
 * The Azure key vaults that an account has taken under management, and who may do what in them.
 *
 * <p>Rules: every query is bound to the caller's account. Who lacks {@code view} on a vault does not learn that it exists:
 * 404, and lists leave it out. Administrators see all vaults of their account and none of another.
 *
 * <p>Administrators find vaults in Azure, add, change and remove them and say who may do what. What is added has to be at
 * its own name in the connection's cloud, for our tokens go there, and is refused if the account has the same place
 * already, under whatever name or subscription: its keys would have two records, with limits, holds and last backups of
 * their own. A vault with backups is not removed: deleting millions in one transaction helps nobody, and a bulk job does it
 * in steps and on record.
 *
 * <p>On failure: vaults of one request are added all or none, and the changes of an ACL as well. Azure is asked before a
 * transaction begins. Grants are read anew for each request; one that is taken away ends with the requests under way.
 *
 * <p>Not guaranteed: that what is shown of a vault is what Azure has now. It is what the last synchronization saw.
 */
package io.keysweep.vault;
