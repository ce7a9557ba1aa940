using System.Text.Json.Serialization;

namespace DbPerService.Gateway.Calls;

sealed record ResolveRequest(string Token);

sealed record ResolvedSession(string SessionId, string UserId, string Role, DateTimeOffset ExpiresAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ResolveRequest))]
[JsonSerializable(typeof(ResolvedSession))]
sealed partial class CallsJson : JsonSerializerContext;
