#!/usr/bin/env bash
# Gives an identity what the bot needs of Microsoft Graph, and no more. Needs az, signed in as a
# Privileged Role Administrator. What it has already is left as it is, so running it twice is fine.
#
#   deploy/grant-graph.sh OBJECT_ID    of the managed identity, or of the enterprise application
set -euo pipefail

principal=${1:?say the object id of the identity}
graph=https://graph.microsoft.com/v1.0
microsoft_graph=00000003-0000-0000-c000-000000000000

roles=(
    627169a8-8c15-451c-861a-5b80e383de5c # UserAuthMethod-TAP.ReadWrite.All
    df021288-bdef-4463-88db-98f22de89214 # User.Read.All
    98830695-27a2-44f7-8c18-0c3ebc9698f6 # GroupMember.Read.All
    8e3bc81b-d2f3-4b7b-838c-32c88218d2f0 # Policy.Read.AuthenticationMethod
    483bed4a-2ad3-4361-a73b-c83ccdbdc53c # RoleManagement.Read.Directory
    edb419d6-7edc-42a3-9345-509bfdf5d87c # PrivilegedEligibilitySchedule.Read.AzureADGroup
)

resource=$(az rest --method GET --url "$graph/servicePrincipals(appId='$microsoft_graph')" --query id --output tsv)
granted=$(az rest --method GET --url "$graph/servicePrincipals/$principal/appRoleAssignments" \
    --query "value[?resourceId=='$resource'].appRoleId" --output tsv)

for role in "${roles[@]}"; do
    if grep -qix "$role" <<<"$granted"; then
        echo "has $role"
        continue
    fi
    az rest --method POST --url "$graph/servicePrincipals/$principal/appRoleAssignments" --output none \
        --body "{\"principalId\": \"$principal\", \"resourceId\": \"$resource\", \"appRoleId\": \"$role\"}"
    echo "granted $role"
done
