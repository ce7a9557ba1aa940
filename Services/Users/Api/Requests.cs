using System.ComponentModel.DataAnnotations;
using DbPerService.Users.Domain;

namespace DbPerService.Users.Api;

/// <summary>The body of POST /users.</summary>
/// <param name="Name">The display name.</param>
/// <param name="Email">The address for mail.</param>
/// <param name="Password">Only a hash of it is stored.</param>
/// <param name="Id">Null for an id that the system makes.</param>
sealed record RegisterUser(
    [property: MaxLength(UserReader.MaxNameLength)] string Name,
    [property: MaxLength(EmailRules.MaxLength)] string Email,
    [property: MinLength(UserReader.MinPasswordLength), MaxLength(UserReader.MaxPasswordLength)] string Password,
    [property: MaxLength(User.MaxIdLength)] string? Id = null)
{
    public override string ToString() => nameof(RegisterUser);
}

/// <summary>The body of PUT /users/{id}.</summary>
/// <param name="Name">The new display name.</param>
/// <param name="Email">The new address.</param>
/// <param name="Password">Null to keep the password.</param>
sealed record UpdateUser(
    [property: MaxLength(UserReader.MaxNameLength)] string Name,
    [property: MaxLength(EmailRules.MaxLength)] string Email,
    [property: MinLength(UserReader.MinPasswordLength), MaxLength(UserReader.MaxPasswordLength)] string? Password = null)
{
    public override string ToString() => nameof(UpdateUser);
}

/// <summary>The body of POST /internal/credentials.</summary>
/// <param name="UserId">The user who signs in.</param>
/// <param name="Password">The password to be verified.</param>
sealed record Credentials(string UserId, string Password)
{
    public override string ToString() => nameof(Credentials);
}
