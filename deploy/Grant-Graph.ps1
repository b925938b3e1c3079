<#
.SYNOPSIS
Gives an identity what the bot needs of Microsoft Graph, and no more.

.DESCRIPTION
Needs the module Microsoft.Graph.Applications and a Privileged Role Administrator. What the identity
has already is left as it is, so running it twice is fine.

.PARAMETER ObjectId
Object id of the managed identity, or of the enterprise application.

.EXAMPLE
./deploy/Grant-Graph.ps1 -ObjectId 11111111-2222-4333-8444-555555555555
#>
[CmdletBinding()]
param (
    [Parameter(Mandatory)]
    [guid] $ObjectId
)

$ErrorActionPreference = 'Stop'

$roles = [ordered]@{
    'UserAuthMethod-TAP.ReadWrite.All'                = '627169a8-8c15-451c-861a-5b80e383de5c'
    'User.Read.All'                                   = 'df021288-bdef-4463-88db-98f22de89214'
    'GroupMember.Read.All'                            = '98830695-27a2-44f7-8c18-0c3ebc9698f6'
    'Policy.Read.AuthenticationMethod'                = '8e3bc81b-d2f3-4b7b-838c-32c88218d2f0'
    'RoleManagement.Read.Directory'                   = '483bed4a-2ad3-4361-a73b-c83ccdbdc53c'
    'PrivilegedEligibilitySchedule.Read.AzureADGroup' = 'edb419d6-7edc-42a3-9345-509bfdf5d87c'
}

Connect-MgGraph -Scopes 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All' -NoWelcome

$graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"
$granted = Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $ObjectId -All |
    Where-Object ResourceId -EQ $graph.Id

foreach ($role in $roles.GetEnumerator()) {
    if ($granted.AppRoleId -contains $role.Value) {
        Write-Output "has $($role.Key)"
        continue
    }
    $assignment = @{
        ServicePrincipalId = $ObjectId
        PrincipalId        = $ObjectId
        ResourceId         = $graph.Id
        AppRoleId          = $role.Value
    }
    New-MgServicePrincipalAppRoleAssignment @assignment | Out-Null
    Write-Output "granted $($role.Key)"
}
