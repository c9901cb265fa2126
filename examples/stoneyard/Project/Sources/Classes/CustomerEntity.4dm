//%attributes = {}
// The one class of this project in the 4D spelling: both dialects work side by side.
Class extends Entity

exposed Alias orderLines orders.lines

exposed Function get address() : Text
	var $parts : Collection:=[]
	If (This.street#"")
		$parts.push(This.street)
	End if 
	If (This.city#"")
		$parts.push(This.city)
	End if 
	return $parts.join(", ")
	
exposed Function get revenue() : Real
	return This.orders.query("status # :1"; "Cancelled").sum("total")
	
exposed Function get openOrders() : Integer
	return This.orders.query("status in :1"; ["Draft"; "Confirmed"; "Cutting"]).length
	
Function event validateSave($event : Object) : Object
	Case of 
		: (This.company="")
			return {errCode: 1; message: "A customer needs a company name."; seriousError: False}
		: ((This.email#"") && (Position("@"; This.email)=0))
			return {errCode: 2; message: "This is no e-mail address: "+This.email; seriousError: False}
	End case 
	return Null
