// TAP Bot in one resource group: bot registration, Container App, PostgreSQL, and identities.
// There are three secrets, and each is in the vault because nothing else will do: the database's
// two roles have passwords, and the audit's key is shared by all replicas. Sign-in has none, unless
// the bot is an application of your own.

targetScope = 'resourceGroup'

@description('Begins the name of everything here.')
@minLength(3)
@maxLength(12)
param name string = 'tap-bot'

param location string = resourceGroup().location

@description('The image, with its registry: contoso.azurecr.io/tap-bot:1.')
param image string

@description('Name of the container registry in this resource group that holds the image.')
param registry string

@description('Object ids of the groups whose members may request, comma-separated.')
param requesterGroups string

@description('Object ids of the groups whose members may approve, comma-separated.')
param approverGroups string

@description('Whom people ask who may neither request nor approve.')
param contact string = 'your administrator'

@description('Application id of a registration of your own, which makes the bot SingleTenant. Empty: the bot is a managed identity.')
param appId string = ''

@description('Client secret of that registration.')
@secure()
param appPassword string = ''

@description('Password of the role that owns the tables, and migrates them. Letters and digits.')
@secure()
@minLength(20)
param ownerPassword string

@description('Password of tap_serving, the role that the bot serves with. Letters and digits.')
@secure()
@minLength(20)
param servingPassword string

@description('Chains the rows of the audit, for good. Keep a copy where you keep such things.')
@secure()
@minLength(32)
param auditKey string

@description('The one address outside of Azure from which the database can be reached.')
param administratorAddress string

var isOwn = !empty(appId)
var unique = uniqueString(resourceGroup().id)
var owner = 'tap_owner'
var database = 'tap'
var opsPort = 9090
var role = {
  pull: '7f951dda-4ed3-4680-a7ca-43fe172d538d' // AcrPull
  read: '4633458b-17de-408a-b874-0445c86b69e6' // Key Vault Secrets User
}

// Who is who: one identity speaks to Teams, another one to Graph, a third one starts the bot, and
// the last one migrates the database. None can do another's work.

resource botIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-teams'
  location: location
}

resource graphIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-graph'
  location: location
}

resource startIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-start'
  location: location
}

resource migrateIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-migrate'
  location: location
}

// Records

resource postgres 'Microsoft.DBforPostgreSQL/flexibleServers@2023-12-01-preview' = {
  name: '${name}-${unique}'
  location: location
  sku: {
    name: 'Standard_B1ms'
    tier: 'Burstable'
  }
  properties: {
    version: '16'
    administratorLogin: owner
    administratorLoginPassword: ownerPassword
    storage: {
      storageSizeGB: 32
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
  }

  resource records 'databases' = {
    name: database
  }

  resource fromAzure 'firewallRules' = {
    name: 'from-azure'
    properties: {
      // This pair stands for all addresses within Azure.
      startIpAddress: '0.0.0.0'
      endIpAddress: '0.0.0.0'
    }
  }

  resource fromAdministrator 'firewallRules' = {
    name: 'from-administrator'
    properties: {
      startIpAddress: administratorAddress
      endIpAddress: administratorAddress
    }
  }
}

var place = '${postgres.properties.fullyQualifiedDomainName}:5432/${database}?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt'

// Secrets

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-${unique}'
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
  }

  resource servingUrl 'secrets' = {
    name: 'serving-url'
    properties: {
      value: 'postgresql://tap_serving:${servingPassword}@${place}'
    }
  }

  resource ownerUrl 'secrets' = {
    name: 'owner-url'
    properties: {
      value: 'postgresql://${owner}:${ownerPassword}@${place}'
    }
  }

  resource audit 'secrets' = {
    name: 'audit-key'
    properties: {
      value: auditKey
    }
  }
}

resource startReadsUrl 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault::servingUrl.id, startIdentity.id, role.read)
  scope: vault::servingUrl
  properties: {
    principalId: startIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.read)
  }
}

resource startReadsKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault::audit.id, startIdentity.id, role.read)
  scope: vault::audit
  properties: {
    principalId: startIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.read)
  }
}

resource migrateReadsUrl 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault::ownerUrl.id, migrateIdentity.id, role.read)
  scope: vault::ownerUrl
  properties: {
    principalId: migrateIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.read)
  }
}

resource password 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (isOwn) {
  parent: vault
  name: 'app-password'
  properties: {
    value: appPassword
  }
}

resource startReadsPassword 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isOwn) {
  name: guid(password.id, startIdentity.id, role.read)
  scope: password
  properties: {
    principalId: startIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.read)
  }
}

var passwordReference = {
  name: 'app-password'
  keyVaultUrl: '${vault.properties.vaultUri}secrets/app-password'
  identity: startIdentity.id
}

// The image

resource images 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registry
}

resource startPulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(images.id, startIdentity.id, role.pull)
  scope: images
  properties: {
    principalId: startIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.pull)
  }
}

resource migratePulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(images.id, migrateIdentity.id, role.pull)
  scope: images
  properties: {
    principalId: migrateIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.pull)
  }
}

// Where it runs

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 90
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

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${botIdentity.id}': {}
      '${graphIdentity.id}': {}
      '${startIdentity.id}': {}
    }
  }
  dependsOn: [
    startPulls
    startReadsKey
    startReadsPassword
    startReadsUrl
  ]
  properties: {
    environmentId: environment.id
    configuration: {
      ingress: {
        external: true
        targetPort: 3978
        allowInsecure: false
      }
      registries: [
        {
          server: images.properties.loginServer
          identity: startIdentity.id
        }
      ]
      secrets: concat(isOwn ? [passwordReference] : [], [
        {
          name: 'serving-url'
          keyVaultUrl: vault::servingUrl.properties.secretUri
          identity: startIdentity.id
        }
        {
          name: 'audit-key'
          keyVaultUrl: vault::audit.properties.secretUri
          identity: startIdentity.id
        }
      ])
    }
    template: {
      // Longer than the ten seconds that the bot takes at most to finish what it has begun.
      terminationGracePeriodSeconds: 20
      scale: {
        minReplicas: 2
        maxReplicas: 2
      }
      containers: [
        {
          name: 'bot'
          image: image
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: concat(isOwn ? [{ name: 'MicrosoftAppPassword', secretRef: 'app-password' }] : [], [
            { name: 'MicrosoftAppType', value: isOwn ? 'SingleTenant' : 'UserAssignedMSI' }
            { name: 'MicrosoftAppId', value: isOwn ? appId : botIdentity.properties.clientId }
            { name: 'MicrosoftAppTenantId', value: subscription().tenantId }
            { name: 'TAP_GRAPH_APP_TYPE', value: 'UserAssignedMSI' }
            { name: 'TAP_GRAPH_APP_ID', value: graphIdentity.properties.clientId }
            { name: 'TAP_REQUESTER_GROUPS', value: requesterGroups }
            { name: 'TAP_APPROVER_GROUPS', value: approverGroups }
            { name: 'TAP_CONTACT', value: contact }
            { name: 'TAP_OPS_PORT', value: string(opsPort) }
            { name: 'DATABASE_URL', secretRef: 'serving-url' }
            { name: 'TAP_AUDIT_KEY', secretRef: 'audit-key' }
          ])
          probes: [
            {
              type: 'Startup'
              httpGet: { path: '/healthz', port: opsPort }
              periodSeconds: 3
              failureThreshold: 20
            }
            {
              type: 'Liveness'
              httpGet: { path: '/healthz', port: opsPort }
              periodSeconds: 10
              timeoutSeconds: 5
            }
            {
              type: 'Readiness'
              httpGet: { path: '/readyz', port: opsPort }
              periodSeconds: 10
              timeoutSeconds: 5
            }
          ]
        }
      ]
    }
  }
}

// Started by hand, before a newer version serves.
resource migrate 'Microsoft.App/jobs@2024-03-01' = {
  name: '${name}-migrate'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${migrateIdentity.id}': {}
    }
  }
  dependsOn: [
    migratePulls
    migrateReadsUrl
  ]
  properties: {
    environmentId: environment.id
    configuration: {
      triggerType: 'Manual'
      replicaTimeout: 600
      replicaRetryLimit: 0
      manualTriggerConfig: {
        parallelism: 1
        replicaCompletionCount: 1
      }
      registries: [
        {
          server: images.properties.loginServer
          identity: migrateIdentity.id
        }
      ]
      secrets: [
        {
          name: 'owner-url'
          keyVaultUrl: vault::ownerUrl.properties.secretUri
          identity: migrateIdentity.id
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'migrate'
          image: image
          args: ['migrate']
          resources: {
            cpu: json('0.25')
            memory: '0.5Gi'
          }
          env: [
            { name: 'DATABASE_URL', secretRef: 'owner-url' }
          ]
        }
      ]
    }
  }
}

// The bot as Teams knows it

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-${unique}'
  location: 'global'
  kind: 'azurebot'
  sku: {
    name: 'F0'
  }
  properties: {
    displayName: 'TAP Bot'
    endpoint: 'https://${app.properties.configuration.ingress.fqdn}/api/messages'
    msaAppType: isOwn ? 'SingleTenant' : 'UserAssignedMSI'
    msaAppId: isOwn ? appId : botIdentity.properties.clientId
    msaAppTenantId: subscription().tenantId
    msaAppMSIResourceId: isOwn ? null : botIdentity.id
    disableLocalAuth: true
    schemaTransformationVersion: '1.3'
  }

  resource teams 'channels' = {
    name: 'MsTeamsChannel'
    location: 'global'
    properties: {
      channelName: 'MsTeamsChannel'
      properties: {
        isEnabled: true
      }
    }
  }
}

@description('MicrosoftAppId, for `python app.py package`.')
output microsoftAppId string = isOwn ? appId : botIdentity.properties.clientId

@description('For grant-graph.sh or Grant-Graph.ps1.')
output graphPrincipal string = graphIdentity.properties.principalId

output databaseHost string = postgres.properties.fullyQualifiedDomainName
