using System.Text.Json.Serialization;
using DbPerService.ServiceDefaults;
using DbPerService.Users.Domain;

namespace DbPerService.Users.Api;

/// <summary>A user as the user sees it.</summary>
sealed record UserResponse(
    string Id, string Name, string? Email, UserRole Role, long Version, DateTime CreatedAt, DateTime UpdatedAt)
{
    public static UserResponse From(User user) =>
        new(user.Id, user.Name, user.Email, user.Role, user.Version, user.CreatedAt, user.UpdatedAt);
}

/// <summary>A user as everyone may see it.</summary>
/// <param name="Id">The user.</param>
/// <param name="Name">The display name.</param>
/// <param name="Version">The version of the user.</param>
/// <param name="Email">Shown to services only, which keep a copy.</param>
sealed record ProfileResponse(
    string Id, string Name, long Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Email = null)
{
    public static ProfileResponse From(User user, Caller? caller) =>
        new(user.Id, user.Name, user.Version, caller is { Role: CallerRole.Service } ? user.Email : null);
}

/// <summary>A page; <see cref="Next"/> is the value of <c>after</c> for the next page, null on the last one.</summary>
sealed record ProfileList(IReadOnlyList<ProfileResponse> Items, string? Next);

/// <summary>Whose credentials were verified.</summary>
sealed record VerifiedUser(string UserId, string Name, UserRole Role, long Version)
{
    public static VerifiedUser From(User user) => new(user.Id, user.Name, user.Role, user.Version);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(ProfileResponse))]
[JsonSerializable(typeof(ProfileList))]
[JsonSerializable(typeof(VerifiedUser))]
[JsonSerializable(typeof(RegisterUser))]
[JsonSerializable(typeof(UpdateUser))]
[JsonSerializable(typeof(Credentials))]
sealed partial class ApiJson : JsonSerializerContext;
