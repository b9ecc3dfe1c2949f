using './main.bicep'

param image = 'registry.example/keysweep:1.0.0'
param keyVaultNames = []
param tokenIssuer = 'https://login.example'
param tokenKeysLocation = 'https://login.example/keys'
param tokenAudience = 'keysweep'
param databaseAdministratorPassword = readEnvironmentVariable('KEYSWEEP_ADMIN_PASSWORD')
param ownerPassword = readEnvironmentVariable('KEYSWEEP_OWNER_PASSWORD')
param appPassword = readEnvironmentVariable('KEYSWEEP_APP_PASSWORD')
param scalerPassword = readEnvironmentVariable('KEYSWEEP_SCALER_PASSWORD')
param wrappingKey = readEnvironmentVariable('KEYSWEEP_WRAPPING_KEY')
