// Lets the service find the vaults of the subscription (get-subscriptions, get-vaults); of keys it says nothing.
targetScope = 'subscription'

@description('Object id of the identity that the service has.')
param principalId string

// What Azure calls Reader.
var readerRole = 'acdd72a7-3385-48ef-bd42-f606fba81ae7'

resource reads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, readerRole)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', readerRole)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
