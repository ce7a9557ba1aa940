using System.Text.Json;
using DbPerService.ServiceDefaults;
using DbPerService.Users.Domain;

namespace DbPerService.Users.Api;

/// <summary>Reads the bodies of requests about users and reports all errors of one at once.</summary>
static class UserReader
{
    public const int MaxNameLength = 200;
    public const int MinPasswordLength = 8;
    public const int MaxPasswordLength = 200;

    public static void CheckId(string id)
    {
        var errors = new FieldErrors();
        errors.CheckText(id, "id", User.MaxIdLength);
        errors.ThrowIfAny();
    }

    public static RegisterUser ReadRegistration(JsonElement body, FieldErrors errors)
    {
        var fields = new JsonFields(body, "", errors, "id", "name", "email", "password");
        return new RegisterUser(
            fields.Text("name", MaxNameLength), Email(fields, errors), Password(fields, errors), fields.OptionalId("id", User.MaxIdLength));
    }

    public static UpdateUser ReadUpdate(JsonElement body, FieldErrors errors)
    {
        var fields = new JsonFields(body, "", errors, "name", "email", "password");
        return new UpdateUser(
            fields.Text("name", MaxNameLength), Email(fields, errors), fields.Has("password") ? Password(fields, errors) : null);
    }

    public static Credentials ReadCredentials(JsonElement body, FieldErrors errors)
    {
        var fields = new JsonFields(body, "", errors, "userId", "password");
        return new Credentials(fields.Text("userId", User.MaxIdLength), fields.Text("password", MaxPasswordLength));
    }

    static string Email(JsonFields fields, FieldErrors errors)
    {
        var email = fields.Text("email", EmailRules.MaxLength);
        errors.Check(email.Length == 0 || EmailRules.IsPlausible(email), "email", "Is not an email address.");
        return email;
    }

    static string Password(JsonFields fields, FieldErrors errors)
    {
        var password = fields.Text("password", MaxPasswordLength);
        errors.Check(
            password.Length is 0 or >= MinPasswordLength, "password", $"Must have at least {MinPasswordLength} characters.");
        return password;
    }
}
