// Keysweep on Azure Container Apps with Azure Database for PostgreSQL: an environment, the service, a job that migrates, a
// database server with PgBouncer at hand, a vault for the service's own secrets, and one identity.
//
//   az deployment group create -g keysweep -f main.bicep -p main.bicepparam
//
// Whoever deploys it must be allowed to assign roles, one of them on the subscription (reader.bicep). Then, once, from Cloud Shell
// or with a firewall rule for your own address: ../database/roles.sql with -v app_connections=200, as the database's administrator;
// start the job keysweep-migrate, and wait for its end; ../database/scaler.sql, as keysweep_owner. Until then no replica is ready,
// and the deployment may report so.
// Container Apps have no setting for a read-only root file system; the image's user cannot write to it anyway.

@description('Where everything is made.')
param location string = resourceGroup().location

@description('Prefix of all names; 3 to 11 letters and digits.')
@minLength(3)
@maxLength(11)
param name string = 'keysweep'

@description('The image, with its digest or exact tag.')
param image string

@description('The registry that the image is pulled from as the identity of the service, registry.azurecr.io say, which needs the role AcrPull there: make the identity (az identity create -n <name>-identity) and assign it before the first deployment; empty where anybody may pull.')
param imageRegistry string = ''

@description('Whether the service also makes, changes, deletes and purges keys; without it, it reads, backs up and restores them.')
param managesKeys bool = false

@description('The Key Vaults whose keys are backed up, in this resource group; others get the role assignment where they are.')
param keyVaultNames array = []

@description('Issuer of the tokens of callers, and what they are issued for.')
param tokenIssuer string
param tokenKeysLocation string
param tokenAudience string

@description('Administrator of the database; used by people, never by the service.')
param databaseAdministrator string = 'keysweep_admin'
@secure()
param databaseAdministratorPassword string

@description('Passwords of the three roles of roles.sql, and the key that wraps all others: openssl rand -base64 32.')
@secure()
param ownerPassword string
@secure()
param appPassword string
@secure()
param scalerPassword string
@secure()
param wrappingKey string

@description('The most replicas of a revision. While one takes over from another there are twice as many, with 10 connections each: the limit of the role keysweep_app (app_connections of roles.sql) is to be 20 times this.')
@minValue(1)
@maxValue(30)
param maxReplicas int = 10

@description('Accounts whose connections may use the identity of the service, with commas between them; kylo is the root domain.')
param identityAccounts string = 'kylo'

var registries = empty(imageRegistry) ? [] : [
  {
    server: imageRegistry
    identity: identity.id
  }
]

var unique = uniqueString(resourceGroup().id, name)
var databaseName = 'keysweep'
var databasePort = 5432

// What Key Vault calls Secrets User: reads the value of a secret.
var secretsUserRole = '4633458b-17de-408a-b874-0445c86b69e6'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

// The service's own secrets.
resource secrets 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('${name}${unique}', 24)
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
  }
}

var secretValues = {
  'owner-password': ownerPassword
  'app-password': appPassword
  'scaler-password': scalerPassword
  'wrapping-key': wrappingKey
}

resource secretItems 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = [for secretName in ['owner-password', 'app-password', 'scaler-password', 'wrapping-key']: {
  parent: secrets
  name: secretName
  properties: {
    value: secretValues[secretName]
  }
}]

resource readsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(secrets.id, identity.id, secretsUserRole)
  scope: secrets
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUserRole)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// What the service does with keys, and no more: it never signs, decrypts, deletes or purges. The built-in role that may take
// backups, Crypto Officer, may do all of that.
resource backsUpKeys 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, name, 'backs-up-keys')
  properties: {
    roleName: '${name} backs up keys (${unique})'
    description: 'Reads, backs up and restores keys.'
    type: 'CustomRole'
    assignableScopes: [
      resourceGroup().id
    ]
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: concat(
          [
            'Microsoft.KeyVault/vaults/keys/read'
            'Microsoft.KeyVault/vaults/keys/backup/action'
            'Microsoft.KeyVault/vaults/keys/restore/action'
          ],
          managesKeys
            ? [
                'Microsoft.KeyVault/vaults/keys/create/action'
                'Microsoft.KeyVault/vaults/keys/import/action'
                'Microsoft.KeyVault/vaults/keys/update/action'
                'Microsoft.KeyVault/vaults/keys/delete'
                'Microsoft.KeyVault/vaults/keys/recover/action'
                'Microsoft.KeyVault/vaults/keys/purge/action'
              ]
            : []
        )
        notDataActions: []
      }
    ]
  }
}

module findsVaults 'reader.bicep' = {
  name: '${name}-finds-vaults'
  scope: subscription()
  params: {
    principalId: identity.properties.principalId
  }
}

resource vaults 'Microsoft.KeyVault/vaults@2023-07-01' existing = [for vaultName in keyVaultNames: {
  name: vaultName
}]

resource backsUpKeysOf 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (vaultName, i) in keyVaultNames: {
  name: guid(vaultName, identity.id, backsUpKeys.id)
  scope: vaults[i]
  properties: {
    roleDefinitionId: backsUpKeys.id
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}]

resource database 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${name}-${unique}'
  location: location
  sku: {
    name: 'Standard_D2ds_v5'
    tier: 'GeneralPurpose'
  }
  properties: {
    version: '16'
    administratorLogin: databaseAdministrator
    administratorLoginPassword: databaseAdministratorPassword
    storage: {
      storageSizeGB: 128
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'ZoneRedundant'
    }
  }
}

resource databaseItself 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: database
  name: databaseName
}

// Azure's own services, Container Apps among them. A virtual network with a private endpoint is the stricter way.
resource fromAzure 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2024-08-01' = {
  parent: database
  name: 'from-azure'
  properties: {
    startIpAddress: '0.0.0.0'
    endIpAddress: '0.0.0.0'
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

var host = database.properties.fullyQualifiedDomainName
// The authorities of Azure Database for PostgreSQL: DigiCert Global Root G2 and Microsoft RSA Root Certificate Authority 2017.
var databaseAuthorities = loadTextContent('database-ca.pem')
var databaseAuthoritiesFile = '/run/secrets/database/ca.crt'
var databaseSettings = [
  {
    name: 'QUARKUS_DATASOURCE_REACTIVE_URL'
    value: 'postgresql://${host}:${databasePort}/${databaseName}?sslmode=verify-full'
  }
  {
    name: 'QUARKUS_DATASOURCE_REACTIVE_HOSTNAME_VERIFICATION_ALGORITHM'
    value: 'HTTPS'
  }
  {
    name: 'QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM'
    value: 'true'
  }
  {
    name: 'QUARKUS_DATASOURCE_REACTIVE_TRUST_CERTIFICATE_PEM_CERTS'
    value: databaseAuthoritiesFile
  }
  {
    name: 'QUARKUS_DATASOURCE_JDBC_URL'
    value: 'jdbc:postgresql://${host}:${databasePort}/${databaseName}?sslmode=verify-full&sslrootcert=${databaseAuthoritiesFile}'
  }
]

var databaseAuthoritiesVolume = {
  name: 'database-ca'
  storageType: 'Secret'
  secrets: [
    {
      secretRef: 'database-ca'
      path: 'ca.crt'
    }
  ]
}

resource migrate 'Microsoft.App/jobs@2024-03-01' = {
  name: '${name}-migrate'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    configuration: {
      registries: registries
      triggerType: 'Manual'
      replicaTimeout: 1800
      replicaRetryLimit: 3
      manualTriggerConfig: {
        parallelism: 1
        replicaCompletionCount: 1
      }
      secrets: [
        {
          name: 'owner-password'
          keyVaultUrl: '${secrets.properties.vaultUri}secrets/owner-password'
          identity: identity.id
        }
        {
          name: 'database-ca'
          value: databaseAuthorities
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'migrate'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: concat(databaseSettings, [
            {
              name: 'KEYSWEEP_MIGRATE'
              value: 'only'
            }
            {
              name: 'QUARKUS_DATASOURCE_USERNAME'
              value: 'keysweep_owner'
            }
            {
              name: 'QUARKUS_DATASOURCE_PASSWORD'
              secretRef: 'owner-password'
            }
          ])
          volumeMounts: [
            {
              volumeName: 'database-ca'
              mountPath: '/run/secrets/database'
            }
          ]
        }
      ]
      volumes: [
        databaseAuthoritiesVolume
      ]
    }
  }
  dependsOn: [
    readsSecrets
    secretItems
    databaseItself
  ]
}

resource service 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    configuration: {
      registries: registries
      activeRevisionsMode: 'Single'
      ingress: {
        external: false
        targetPort: 8080
        transport: 'http'
        allowInsecure: false
      }
      secrets: [
        {
          name: 'app-password'
          keyVaultUrl: '${secrets.properties.vaultUri}secrets/app-password'
          identity: identity.id
        }
        {
          name: 'scaler-password'
          keyVaultUrl: '${secrets.properties.vaultUri}secrets/scaler-password'
          identity: identity.id
        }
        {
          name: 'wrapping-key'
          keyVaultUrl: '${secrets.properties.vaultUri}secrets/wrapping-key'
          identity: identity.id
        }
        {
          name: 'database-ca'
          value: databaseAuthorities
        }
      ]
    }
    template: {
      // A stop takes five seconds at the most, after two for the ingress to notice.
      terminationGracePeriodSeconds: 15
      containers: [
        {
          name: 'keysweep'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: concat(databaseSettings, [
            {
              name: 'KEYSWEEP_MIGRATE'
              value: 'never'
            }
            {
              name: 'KEYSWEEP_OPS_REPLICAS'
              value: string(2 * maxReplicas)
            }
            {
              name: 'KEYSWEEP_ENCRYPTION_KEY_FILE'
              value: '/run/secrets/keysweep/wrapping-key'
            }
            {
              name: 'QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE'
              value: '10'
            }
            {
              name: 'QUARKUS_DATASOURCE_USERNAME'
              value: 'keysweep_app'
            }
            {
              name: 'QUARKUS_DATASOURCE_PASSWORD'
              secretRef: 'app-password'
            }
            {
              name: 'QUARKUS_SHUTDOWN_DELAY'
              value: '2s'
            }
            {
              name: 'KEYSWEEP_AZURE_PLATFORM_IDENTITY'
              value: 'managed'
            }
            {
              name: 'KEYSWEEP_CONNECTION_PLATFORM_IDENTITY_ACCOUNTS'
              value: identityAccounts
            }
            {
              name: 'AZURE_CLIENT_ID'
              value: identity.properties.clientId
            }
            {
              name: 'MP_JWT_VERIFY_PUBLICKEY_LOCATION'
              value: tokenKeysLocation
            }
            {
              name: 'MP_JWT_VERIFY_ISSUER'
              value: tokenIssuer
            }
            {
              name: 'MP_JWT_VERIFY_AUDIENCES'
              value: tokenAudience
            }
          ])
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/q/health/live'
                port: 8080
              }
              periodSeconds: 6
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/q/health/live'
                port: 8080
              }
              periodSeconds: 10
              timeoutSeconds: 5
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/q/health/ready'
                port: 8080
              }
              periodSeconds: 3
              timeoutSeconds: 6
            }
          ]
          volumeMounts: [
            {
              volumeName: 'keys'
              mountPath: '/run/secrets/keysweep'
            }
            {
              volumeName: 'database-ca'
              mountPath: '/run/secrets/database'
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'keys'
          storageType: 'Secret'
          secrets: [
            {
              secretRef: 'wrapping-key'
              path: 'wrapping-key'
            }
          ]
        }
        databaseAuthoritiesVolume
      ]
      scale: {
        // From zero: by a request, by work that is left, or by a schedule that is due.
        minReplicas: 0
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'requests'
            http: {
              metadata: {
                concurrentRequests: '50'
              }
            }
          }
          {
            // Counts jobs until they are finished, running slices and those whose lease ran out among them, so that nothing
            // is scaled away in the middle; and what is due by the clock.
            name: 'work'
            custom: {
              type: 'postgresql'
              metadata: {
                host: host
                port: string(databasePort)
                dbName: databaseName
                userName: 'keysweep_scaler'
                sslmode: 'verify-full'
                query: 'SELECT keysweep_work()'
                targetQueryValue: '4'
                activationTargetQueryValue: '0'
              }
              auth: [
                {
                  secretRef: 'scaler-password'
                  triggerParameter: 'password'
                }
              ]
            }
          }
        ]
      }
    }
  }
  dependsOn: [
    readsSecrets
    secretItems
    databaseItself
  ]
}

output address string = service.properties.configuration.ingress.fqdn
output databaseHost string = host
output identityClientId string = identity.properties.clientId
