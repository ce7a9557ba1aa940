namespace DbPerService.Users.Api;

/// <summary>The body of POST /users.</summary>
/// <param name="Id">Null for an id that the system makes.</param>
/// <param name="Name">The display name.</param>
/// <param name="Email">The address for mail.</param>
/// <param name="Password">Has 8 to 200 characters.</param>
sealed record RegisterUser(string? Id, string Name, string Email, string Password)
{
    public override string ToString() => nameof(RegisterUser);
}

/// <summary>The body of PUT /users/{id}.</summary>
/// <param name="Name">The new display name.</param>
/// <param name="Email">The new address.</param>
/// <param name="Password">Null to keep the password.</param>
sealed record UpdateUser(string Name, string Email, string? Password)
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
